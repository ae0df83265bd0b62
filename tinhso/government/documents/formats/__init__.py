"""Wire formats of documents: mail. Pure: no ORM."""
