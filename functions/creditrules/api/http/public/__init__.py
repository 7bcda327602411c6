"""What is answered without a token: the public changes of products, as pages and feeds that anybody may keep."""
