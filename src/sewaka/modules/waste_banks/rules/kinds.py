"""What things of a waste bank are. Codes are kept in tables and told to programs."""

from __future__ import annotations

from enum import StrEnum


class BankKind(StrEnum):
    """Whom a bank serves (Permen LHK 14/2021: BSU a neighbourhood, BSI the city)."""

    UNIT = "UNIT"
    MAIN = "MAIN"
    SCHOOL = "SCHOOL"
    OFFICE = "OFFICE"

    @property
    def prefix(self) -> str:
        """How codes of such banks begin: the trade's own abbreviations."""
        return {"UNIT": "BSU", "MAIN": "BSI", "SCHOOL": "BSS", "OFFICE": "BSK"}[self.value]


class FeeOn(StrEnum):
    """When the bank takes its fee."""

    DEPOSIT = "DEPOSIT"
    WITHDRAWAL = "WITHDRAWAL"


class PayoutRule(StrEnum):
    """When savings may be taken out."""

    ANYTIME = "ANYTIME"
    HOLD_DAYS = "HOLD_DAYS"
    BEFORE_GALUNGAN = "BEFORE_GALUNGAN"


class Duty(StrEnum):
    """What an officer does at a bank. Who weighs does not pay out."""

    MANAGER = "MANAGER"
    WEIGHER = "WEIGHER"
    CASHIER = "CASHIER"


class CustomerKind(StrEnum):
    """Who saves."""

    PERSON = "PERSON"
    GROUP = "GROUP"
    SCHOOL = "SCHOOL"
    BUSINESS = "BUSINESS"


class WasteGroup(StrEnum):
    """Families of categories."""

    PLASTIC = "PLASTIC"
    PAPER = "PAPER"
    METAL = "METAL"
    GLASS = "GLASS"
    ELECTRONICS = "ELECTRONICS"
    USED_OIL = "USED_OIL"
    ORGANIC = "ORGANIC"
    OTHER = "OTHER"


class Measure(StrEnum):
    """In what people count a category; prices are per kilogram always."""

    KG = "KG"
    LITRE = "LITRE"
    PIECE = "PIECE"


class Channel(StrEnum):
    """How a deposit came."""

    COUNTER = "COUNTER"
    SESSION = "SESSION"
    PICKUP = "PICKUP"
    DROPBOX = "DROPBOX"
    IMPORT = "IMPORT"
    CLAIM = "CLAIM"


class Purpose(StrEnum):
    """For whom a deposit is."""

    SAVINGS = "SAVINGS"
    DONATION = "DONATION"


class WeightSource(StrEnum):
    """How a weight was read."""

    MANUAL = "MANUAL"
    BLE = "BLE"
    PHOTO = "PHOTO"


class Grade(StrEnum):
    """How clean and well sorted it is."""

    A = "A"
    B = "B"
    C = "C"


class StockCause(StrEnum):
    """Why the stock changed."""

    DEPOSIT = "DEPOSIT"
    SALE = "SALE"
    SHRINK = "SHRINK"
    RESIDUE = "RESIDUE"
    COUNT = "COUNT"
    TRANSFER = "TRANSFER"
    REVERSAL = "REVERSAL"


class Form(StrEnum):
    """In what savings are paid out."""

    CASH = "CASH"
    PLN_TOKEN = "PLN_TOKEN"  # noqa: S105 - prepaid electricity
    PHONE_CREDIT = "PHONE_CREDIT"
    GROCERIES = "GROCERIES"
    GOLD = "GOLD"
    TRANSFER = "TRANSFER"
    PROPERTY_TAX = "PROPERTY_TAX"


class BuyerKind(StrEnum):
    """Who buys what was gathered."""

    COLLECTOR = "COLLECTOR"
    MAIN_BANK = "MAIN_BANK"
