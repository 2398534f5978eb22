"""Where orders and after-sale requests are known: a platform's interface, or the files that a shop exports."""
