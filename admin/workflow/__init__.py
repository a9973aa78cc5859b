"""Pure rules of the office: states, moves, clocks, conclusions, rewards. No I/O, no SQL, no HTTP."""
