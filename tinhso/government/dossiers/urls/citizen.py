"""Addresses of the citizens' pages."""

from django.urls import path, re_path

from tinhso.government.dossiers.views import filing, guidance, mine, results, starting, tracking

CODE = r"(?P<code>[0-9A-Za-z.-]{1,40})"
"""A procedure's national code, e.g. `1.001193`."""

urlpatterns = [
    re_path(rf"^thu-tuc/{CODE}/$", guidance.procedure, name="procedure"),
    re_path(rf"^thu-tuc/{CODE}/chuan-bi/$", guidance.prepare, name="prepare"),
    path("ho-so/", mine.mine, name="mine"),
    path("ho-so/danh-sach.csv", mine.export, name="mine_export"),
    re_path(rf"^ho-so/moi/{CODE}/$", starting.start, name="start"),
    re_path(rf"^ho-so/moi/{CODE}/lam-thay/$", starting.add_principal, name="add_principal"),
    path("ho-so/<uuid:dossier>/", mine.dossier, name="own"),
    path("ho-so/<uuid:dossier>/khai/", filing.resume, name="resume"),
    path("ho-so/<uuid:dossier>/khai/<slug:key>/", filing.page, name="page"),
    path("ho-so/<uuid:dossier>/giay-to/", filing.papers, name="papers"),
    path("ho-so/<uuid:dossier>/giay-to/dung-lai/", filing.reuse_paper, name="reuse_paper"),
    path("ho-so/<uuid:dossier>/giay-to/<uuid:paper>/", mine.paper, name="paper"),
    path("ho-so/<uuid:dossier>/giay-to/<uuid:paper>/bo/", filing.remove_paper, name="remove_paper"),
    path("ho-so/<uuid:dossier>/kiem-tra/", filing.check, name="check"),
    path("ho-so/<uuid:dossier>/da-nop/", filing.submitted, name="submitted"),
    path("ho-so/<uuid:dossier>/bo/", filing.discard, name="discard"),
    path("ho-so/<uuid:dossier>/bo-sung/", mine.answer, name="answer"),
    path("ho-so/<uuid:dossier>/rut/", mine.withdraw, name="withdraw"),
    path("ho-so/<uuid:dossier>/mau/<uuid:form>/", mine.printed, name="printed"),
    path("ho-so/<uuid:dossier>/nhan-ket-qua/", mine.take_result, name="take_result"),
    path("ho-so/<uuid:dossier>/ket-qua/", mine.result, name="result"),
    path("ho-so/<uuid:dossier>/danh-gia/", mine.rate, name="rate"),
    path("tra-cuu/", tracking.tracking, name="tracking"),
    path("kiem-tra/", results.verify, name="verify"),
    path("kiem-tra/<uuid:result>/", results.verify_result, name="verify_result"),
    path("ai-da-xem/", mine.who_looked, name="who_looked"),
]
