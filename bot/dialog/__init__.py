"""The conversation with a citizen, pure and the same on every channel: no clock, no network, no storage in here.

    Session + Input + now  ->  Dialog(world).advance  ->  Session + replies

A reply is either something to show (`Say`, `Ask`, `Show...`) or an effect the driver must carry out (`MakeReceipt`,
`Submit`, `LookUp`, ...), whose outcome it feeds back through `advance`. Everything is importable from `model`.
"""
