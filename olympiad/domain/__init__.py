"""The rules of the Olympiad in pure Python: plain values in, frozen values out."""
