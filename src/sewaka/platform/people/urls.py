"""Addresses below /akun. The names are allauth's own, so that its flows find each other."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.usersessions import views as usersessions
from django.conf import settings
from django.urls import URLPattern, include, path, re_path

from sewaka.platform.people import desk, web
from sewaka.platform.people.pages import auth_page

_ACCOUNT = [
    path("masuk", auth_page(account.login), name="account_login"),
    path("keluar", auth_page(account.logout), name="account_logout"),
    path("ditutup", auth_page(account.account_inactive), name="account_inactive"),
    path("daftar", auth_page(account.signup), name="account_signup"),
    path("pastikan", auth_page(account.reauthenticate), name="account_reauthenticate"),
    path("surel", auth_page(account.email), name="account_email"),
    path(
        "surel/periksa",
        auth_page(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^surel/benar/(?P<key>[-:\w]+)$",
        auth_page(account.confirm_email),
        name="account_confirm_email",
    ),
    path("sandi", auth_page(account.password_change), name="account_change_password"),
    path("sandi/buat", auth_page(account.password_set), name="account_set_password"),
    path("sandi/lupa", auth_page(account.password_reset), name="account_reset_password"),
    path(
        "sandi/lupa/terkirim",
        auth_page(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$",
        auth_page(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "sandi/selesai",
        auth_page(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

_FACTORS = [
    path("langkah-kedua", auth_page(factor.index), name="mfa_index"),
    path("langkah-kedua/masuk", auth_page(factor.authenticate), name="mfa_authenticate"),
    path("langkah-kedua/pastikan", auth_page(factor.reauthenticate), name="mfa_reauthenticate"),
    path("langkah-kedua/aplikasi", auth_page(web.activate_app), name="mfa_activate_totp"),
    path(
        "langkah-kedua/aplikasi/hapus",
        auth_page(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "langkah-kedua/cadangan",
        auth_page(codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "langkah-kedua/cadangan/baru",
        auth_page(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "langkah-kedua/cadangan/unduh",
        auth_page(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("kunci", auth_page(passkey.list_webauthn), name="mfa_list_webauthn"),
    path("kunci/tambah", auth_page(web.add_passkey), name="mfa_add_webauthn"),
    path("kunci/masuk", auth_page(passkey.login_webauthn), name="mfa_login_webauthn"),
    path(
        "kunci/pastikan",
        auth_page(passkey.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("kunci/<int:pk>/hapus", auth_page(passkey.remove_webauthn), name="mfa_remove_webauthn"),
    path("kunci/<int:pk>/nama", auth_page(passkey.edit_webauthn), name="mfa_edit_webauthn"),
]


def _outside() -> list[URLPattern]:
    """Signing in by the identity of another office, where the city configured one."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    from allauth.socialaccount import views as outside
    from allauth.socialaccount.providers.openid_connect import views as openid

    return [
        path(
            "luar/<str:provider_id>/masuk",
            auth_page(openid.login, forms_lead_to=settings.OIDC_URL),
            name="openid_connect_login",
        ),
        path(
            "luar/<str:provider_id>/kembali",
            auth_page(openid.callback),
            name="openid_connect_callback",
        ),
        path(
            "luar/batal",
            auth_page(outside.login_cancelled),
            name="socialaccount_login_cancelled",
        ),
        path("luar/gagal", auth_page(outside.login_error), name="socialaccount_login_error"),
        path("luar/daftar", auth_page(outside.signup), name="socialaccount_signup"),
        path("luar", auth_page(outside.connections), name="socialaccount_connections"),
    ]


urlpatterns = [
    path("akun", web.account_page, name="people_account"),
    path("akun/demo", auth_page(web.demo_page), name="people_demo"),
    path(
        "akun/perangkat",
        auth_page(usersessions.list_usersessions),
        name="usersessions_list",
    ),
    path("akun/", include([*_ACCOUNT, *_FACTORS, *_outside()])),
    path("kerja/peran", desk.list_page, name="people_roles"),
    path("kerja/peran/beri", desk.give_page, name="people_give_role"),
    path("kerja/peran/<uuid:grant_id>/akhiri", desk.end_page, name="people_end_role"),
]
