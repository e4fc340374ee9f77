# smsutil has no types. Only what counts and cuts our texts is declared here.
from smsutil import codecs as codecs

class Part:
    content: str
    bytes: int
    length: int

class SplitResult:
    parts: list[Part]
    total_bytes: int
    total_length: int
    encoding: str

def is_valid_gsm(text: str) -> bool: ...
def split(text: str) -> SplitResult: ...
def gsm_split(text: str) -> SplitResult: ...
def unicode_split(text: str) -> SplitResult: ...
