"""What the rest of the city may ask of `notify`."""

from __future__ import annotations

from sewaka.platform.notify.menu import MENU
from sewaka.platform.notify.push import Phones, Wish, subscribe, unsubscribe
from sewaka.platform.notify.push import public_key as push_key
from sewaka.platform.notify.queries import unread
from sewaka.platform.notify.rules import Fact, check_text, fill
from sewaka.platform.notify.sending import Contact, Own, Reader, Recipient, Sent, send, send_texts
from sewaka.platform.notify.sms import Mobile
from sewaka.platform.notify.texts import define, preview

__all__ = [
    "MENU",
    "Contact",
    "Fact",
    "Mobile",
    "Own",
    "Phones",
    "Reader",
    "Recipient",
    "Sent",
    "Wish",
    "check_text",
    "define",
    "fill",
    "preview",
    "push_key",
    "send",
    "send_texts",
    "subscribe",
    "unread",
    "unsubscribe",
]
