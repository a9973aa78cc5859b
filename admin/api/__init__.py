"""The small JSON API that bot hosts talk to: `/api/v1`, opened by the service token and by nothing else."""
