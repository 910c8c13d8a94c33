"""The alert rules and the dashboard for Prometheus and Grafana."""
