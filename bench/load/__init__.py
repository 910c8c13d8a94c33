"""A thousand people who use Parlance as they use a chat at work, simulated by Locust."""
