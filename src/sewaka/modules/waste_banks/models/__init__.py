"""Tables of the waste banks."""

from __future__ import annotations

from sewaka.modules.waste_banks.models.banks import BankOfficer, WasteBank
from sewaka.modules.waste_banks.models.claims import ReceiptClaim
from sewaka.modules.waste_banks.models.customers import Customer, PhoneChange
from sewaka.modules.waste_banks.models.deposits import Deposit, DepositLine
from sewaka.modules.waste_banks.models.disputes import Dispute
from sewaka.modules.waste_banks.models.fees import BankFee
from sewaka.modules.waste_banks.models.pickups import PickupRequest, PickupRoute
from sewaka.modules.waste_banks.models.points import Redemption, Reward, Tier
from sewaka.modules.waste_banks.models.prices import Price, PriceList, WasteCategory
from sewaka.modules.waste_banks.models.publishing import (
    BankFigures,
    CityFigures,
    MassLine,
    PublishedMonth,
    TrialLine,
)
from sewaka.modules.waste_banks.models.sessions import (
    ForkedRecord,
    SessionDevice,
    WeighingDevice,
    WeighingRecord,
    WeighingSchedule,
    WeighingSession,
)
from sewaka.modules.waste_banks.models.stock import Sale, SaleLine, Stock, StockMovement
from sewaka.modules.waste_banks.models.supervision import FraudFlag, ReweighDraw
from sewaka.modules.waste_banks.models.withdrawals import Withdrawal

__all__ = [
    "BankFee",
    "BankFigures",
    "BankOfficer",
    "CityFigures",
    "Customer",
    "Deposit",
    "DepositLine",
    "Dispute",
    "ForkedRecord",
    "FraudFlag",
    "MassLine",
    "PhoneChange",
    "PickupRequest",
    "PickupRoute",
    "Price",
    "PriceList",
    "PublishedMonth",
    "ReceiptClaim",
    "Redemption",
    "Reward",
    "ReweighDraw",
    "Sale",
    "SaleLine",
    "SessionDevice",
    "Stock",
    "StockMovement",
    "Tier",
    "TrialLine",
    "WasteBank",
    "WasteCategory",
    "WeighingDevice",
    "WeighingRecord",
    "WeighingSchedule",
    "WeighingSession",
    "Withdrawal",
]
