"""Who a message mentions: found in its text or named by the client, decided once when it is sent or edited."""
