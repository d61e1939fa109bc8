"""What went wrong with a file, in words: what happened, what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from sewaka.kernel.workflow import Text

# By error code; placeholders are the facts of the error.
ERRORS: Mapping[str, Text] = {
    "files.empty": _("This file is empty. Take the photo again or choose another one."),
    "files.too_large": _(
        "This photo is larger than %(limit_mb)s MB. Choose a smaller one or take it again."
    ),
    "files.heic": _(
        "This photo is in the HEIC format, which we cannot read. Set your camera to JPEG, "
        "or send a screenshot of the photo."
    ),
    "files.not_a_photo": _("This file is not a photo. Send a JPEG, PNG or WebP picture."),
    "files.too_many_pixels": _(
        "This picture has more than %(limit_mp)s megapixels. Choose a smaller one."
    ),
    "files.bad_shape": _("This picture is far too long and narrow. Choose another one."),
    "files.animated": _("This is a moving picture. Send a still photo."),
    "files.broken": _("This photo is damaged or incomplete. Send it again."),
    "files.boxes": _("Draw between one and twelve boxes."),
    "files.quota": _("You have sent %(limit)s photos today. You can send more tomorrow."),
    "files.unknown": _("This photo is not there any more. Add it again."),
    "files.store_unavailable": _(
        "Photos cannot be stored at the moment. Send your text now and add the photo later."
    ),
}
