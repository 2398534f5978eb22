"""Is it good, and did it get worse?"""
