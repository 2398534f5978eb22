"""What the shop, the platform and the law allow: a pure decision over facts and rules."""
