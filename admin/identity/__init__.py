"""Opening an identity: asked for by an officer, decided by custody, told to the reporter. Two people, by keys."""
