"""What tests, benchmarks and make share: a browser to drive and a server to drive it against."""
