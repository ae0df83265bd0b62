-- A thin filing: the same body each time. Arguments: round, authorization.
function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = args[2]
  wrk.body = '{"procedure": 17, "applicant": "Nguyen Thi Hanh", "payload": {"phone": "0509000001",'
    .. ' "address": "ap 3, xa Cang Long", "answers": {"child": "Tran Gia Bao", "born": "2026-11-02", "sex": "male"}}}'
end
