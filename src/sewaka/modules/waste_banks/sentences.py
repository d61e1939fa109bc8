"""Sentences for the codes that the waste banks raise (kernel.problems)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "waste_banks.amount": _("Nobody has amounts of that size. Check weight and price."),
    "waste_banks.bad_transition": _("This can not be done any more; look at how it stands now."),
    "waste_banks.bank.closed": _("This waste bank does not take anything now."),
    "waste_banks.bank.full": _("This waste bank has no numbers left for customers."),
    "waste_banks.bank.name": _("Give the waste bank a name."),
    "waste_banks.bank.not_found": _("There is no such waste bank, or it is not yours."),
    "waste_banks.calendar.rule": _("This calendar can not be read: %(rule)s"),
    "waste_banks.category.unknown": _("This kind of waste is not known."),
    "waste_banks.customer.frozen": _("This account is frozen: it takes in, but pays nothing out."),
    "waste_banks.customer.guardian_asks": _("Your guardian asks for your savings."),
    "waste_banks.customer.guardian": _("Under 17, a grown-up customer of this bank is needed."),
    "waste_banks.customer.has_savings": _("There are savings left. Pay them out first."),
    "waste_banks.customer.known": _("Somebody with this identity number saves here already."),
    "waste_banks.customer.name": _("Give the name."),
    "waste_banks.customer.nik": _("An identity number (NIK) has 16 digits."),
    "waste_banks.customer.not_found": _("There is no such customer."),
    "waste_banks.customer.other_bank": _("This card is of another bank, or closed."),
    "waste_banks.deposit.conflict": _(
        "This deposit was sent before with another content. The first one stays."
    ),
    "waste_banks.deposit.has_customer": _("This deposit has its customer already."),
    "waste_banks.deposit.no_price": _("No price holds for %(category)s on that day."),
    "waste_banks.deposit.not_found": _("There is no such deposit."),
    "waste_banks.deposit.weigher": _("Whoever weighed does not decide. Ask somebody else."),
    "waste_banks.flag.not_found": _("There is no such finding."),
    "waste_banks.line.missing": _("Weigh something first."),
    "waste_banks.line.tare": _("The container can not weigh as much as the whole."),
    "waste_banks.line.too_heavy": _("Too heavy for this kind of waste. Weigh it in parts."),
    "waste_banks.line.twice": _("This kind of waste stands there already."),
    "waste_banks.line.weight": _("A weight is more than nothing."),
    "waste_banks.opening.again": _("This row was posted before; it is left out."),
    "waste_banks.opening.ambiguous": _("This can be more than one customer; it is left out."),
    "waste_banks.opening.contradiction": _("Number, NIK and phone are of different customers."),
    "waste_banks.opening.day": _("This is no day."),
    "waste_banks.opening.formula": _("A formula; write the amount itself."),
    "waste_banks.opening.fraction": _("A balance is whole rupiah."),
    "waste_banks.opening.negative": _("A balance is not below nothing."),
    "waste_banks.opening.nik": _("An identity number (NIK) has 16 digits; it is not used."),
    "waste_banks.opening.nik_rounded": _("The sheet has rounded this NIK; it is not used."),
    "waste_banks.opening.no_balance": _("There is no balance in this row."),
    "waste_banks.opening.no_headings": _("No row of this sheet names a balance."),
    "waste_banks.opening.nothing": _("A balance of nothing; there is nothing to book."),
    "waste_banks.opening.other_name": _("The number is known under another name."),
    "waste_banks.opening.phone": _("This is no phone number; it is not used."),
    "waste_banks.opening.taken_as": _("Read as an amount."),
    "waste_banks.opening.too_much": _("Nobody has amounts of that size."),
    "waste_banks.opening.twice": _("This customer stands there more than once; all are left out."),
    "waste_banks.opening.unknown": _("Nobody here is known by this row."),
    "waste_banks.opening.unreadable": _("This is no amount of money."),
    "waste_banks.prices.amount": _("A price is between 0 and 10,000,000 rupiah a kilogram."),
    "waste_banks.prices.empty": _("Give at least one price."),
    "waste_banks.prices.later": _("A list that begins later or on that day is published already."),
    "waste_banks.prices.not_found": _("There is no such price list."),
    "waste_banks.prices.past": _("A price list begins today at the earliest."),
    "waste_banks.prices.second_signature": _(
        "Less than 12 hours are left: somebody else than who wrote the list must publish it."
    ),
    "waste_banks.reason": _("Say why."),
    "waste_banks.sale.buyer": _("Say who buys."),
    "waste_banks.sale.no_main_bank": _("This bank belongs to no main bank that is open."),
    "waste_banks.session.cash": _("Write the cash that was counted, in whole rupiah."),
    "waste_banks.session.ends": _("A session ends after it begins."),
    "waste_banks.session.known": _("A session at that hour is planned already."),
    "waste_banks.session.not_found": _("There is no such weighing session."),
    "waste_banks.session.review": _("%(waiting)d deposits still wait for a look."),
    "waste_banks.session.weigher": _("Whoever weighs does not count the cash."),
    "waste_banks.withdrawal.conflict": _("This was asked for with another amount before."),
    "waste_banks.withdrawal.destination": _("Say where it goes: a number or an account."),
    "waste_banks.withdrawal.least": _("At least Rp %(least_idr)s can be taken out."),
    "waste_banks.withdrawal.not_expired": _("There is still time to fetch it."),
    "waste_banks.withdrawal.same_person": _("This needs a second person."),
    "waste_banks.withdrawal.season": _("This bank pays out before Galungan, from %(day)s on."),
    "waste_banks.sipsn.open_sessions": _("Sessions of this semester are not locked: %(banks)s."),
    "waste_banks.sipsn.semester": _("A year has two semesters: 1 and 2."),
    "waste_banks.stock.short": _("There is not that much in stock."),
    "waste_banks.surplus.none": _("There is no surplus to share."),
    "weighing.key": _("This phone could not make a key. Open the page anew, then try again."),
    "weighing.device_elsewhere": _(
        "This phone weighs for another bank, or was taken off the list."
    ),
    "weighing.device_revoked": _(
        "This phone was taken off the list. Its newer records do not count."
    ),
    "weighing.bad_record": _("Record %(seq)d, line %(line)d can not be right. Nothing was taken."),
    "weighing.chain_broken": _("Record %(seq)d does not follow the one before. Nothing was taken."),
    "weighing.gap": _("Records are missing; the phone sends again from number %(expected_seq)d."),
    "weighing.fork": _("The city has another record at this place. Both are kept and looked at."),
    "weighing.id_conflict": _("The city has another record under this id. Both are looked at."),
    "weighing.not_open": _(
        "This session takes no records any more. What you have stays on the phone."
    ),
    "weighing.too_late": _(
        "The session was more than thirty days ago. File a claim with receipts."
    ),
    "weighing.repriced": _("The city counts some receipts otherwise. Look at them first."),
    "weighing.phone_open": _("A phone has not closed this session yet."),
    "waste_banks.openings.changed": _(
        "Since it was shown to you, something has changed. Look at it once more, then agree."
    ),
    "waste_banks.workbook.missing": _("Choose a workbook (.xlsx)."),
    "waste_banks.workbook.macros": _("A workbook with macros is not taken. Save it without them."),
    "waste_banks.workbook.too_large": _(
        "This workbook is too large: 5 MB and 20,000 lines at most."
    ),
    "waste_banks.workbook.unreadable": _("This is no workbook that can be read. Save it as .xlsx."),
}
