"""edXML (QCVN 102:2016/BTTTT and its amendment), the message of the national document axis. Pure.

`writing.write` gives one strict form of a message of `messages`, signed when a `Signer` is handed over; `edxml.xsd`
describes it. `receiving.receive` judges the signature first and reads only the octets it covers; `reading.read` reads
without judging. Whatever cannot be taken raises `Unreadable`, with the place of each fault and the reason. What is
unsettled about the numbers on the wire is a `Codes`, made from the code lists of a pack.
"""
