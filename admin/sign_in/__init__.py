"""How staff come in: passwords that open keys, second factors, sessions, delays. No SQL, no HTML."""
