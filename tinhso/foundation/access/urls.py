"""Addresses of both doors."""

from django.urls import path

from tinhso.foundation.access.views import citizens, demo, eid, eid_simulator, machines, officials, passkeys

urlpatterns = [
    path("dang-nhap/", citizens.sign_in, name="sign_in"),
    path("dang-nhap/ma/", citizens.enter_code, name="sign_in_code"),
    path("dang-nhap/dinh-danh/", eid.leave, name="eid_sign_in"),
    path("dang-nhap/dinh-danh/ve/", eid.come_back, name="eid_return"),
    path("dang-nhap/dinh-danh/da-roi/", eid.signed_out, name="eid_signed_out"),
    path("mo-phong/dinh-danh/", eid_simulator.choose, name="eid_simulator_choose"),
    path("mo-phong/dinh-danh/.well-known/openid-configuration", eid_simulator.configuration),
    path("mo-phong/dinh-danh/khoa/", eid_simulator.keys, name="eid_simulator_keys"),
    path("mo-phong/dinh-danh/roi/", eid_simulator.leave, name="eid_simulator_leave"),
    path("mo-phong/dinh-danh/ma/", eid_simulator.token, name="eid_simulator_token"),
    path("dang-xuat/", citizens.sign_out, name="sign_out"),
    path("tai-khoan/", citizens.account, name="account"),
    path("tai-khoan/khai-bao/", citizens.declare, name="account_declare"),
    path("can-bo/dang-nhap/", officials.sign_in, name="official_sign_in"),
    path(
        "can-bo/dang-nhap/mat-khau-dau/<uuid:account>/<str:token>/",
        officials.first_password,
        name="official_first_password",
    ),
    path("can-bo/dang-nhap/xac-thuc/", officials.second_factor, name="official_factor"),
    path("can-bo/dang-nhap/thiet-lap/", officials.set_up_factor, name="official_set_up"),
    path("can-bo/dang-xuat/", officials.sign_out, name="official_sign_out"),
    path("can-bo/tai-khoan/", officials.account, name="official_account"),
    path("vao-vai/", demo.step_in, name="demo_citizen"),
    path("can-bo/vao-vai/", demo.step_in, name="demo_official"),
    path("oauth/token", machines.token, name="machine_token"),
]
for prefix, name in (("", ""), ("can-bo/", "official_")):
    urlpatterns += [
        path(f"{prefix}dang-nhap/khoa/", passkeys.sign_in, name=f"{name}passkey_sign_in"),
        path(f"{prefix}tai-khoan/khoa/them/", passkeys.add, name=f"{name}passkey_add"),
        path(f"{prefix}tai-khoan/khoa/<int:passkey>/xoa/", passkeys.remove, name=f"{name}passkey_remove"),
    ]
