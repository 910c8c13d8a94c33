"""Production email: through the SMTP server that the environment names."""

from chatproject.settings.environment import delivery

EMAIL_BACKEND = "chatproject.smtp.EmailBackend"
EMAIL_HOST = delivery.EMAIL_HOST.read()
EMAIL_PORT = delivery.EMAIL_PORT.read()
EMAIL_HOST_USER = delivery.EMAIL_HOST_USER.read()
EMAIL_HOST_PASSWORD = delivery.EMAIL_HOST_PASSWORD.read()
EMAIL_USE_TLS = delivery.EMAIL_TLS.read()
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = delivery.EMAIL_FROM.read()
