"""The WhatsApp edge: webhooks in, Graph API calls out. Nobody else knows Meta's shapes."""
