"""One case, decided by a library, through ctypes:

    polc build policies/lumbar_mri.pol -o lumbar_mri.so
    python3 decide.py libpol_shared_runtime.so lumbar_mri.so
"""
import ctypes
import datetime
import sys


class Error(ctypes.Structure):
    _fields_ = [("message", ctypes.c_char * 256)]


class Answer(ctypes.Structure):
    _fields_ = [
        ("outcome", ctypes.c_int),
        ("possible", ctypes.c_uint8),
        ("is_exact", ctypes.c_uint8),
        ("conflicts", ctypes.c_uint32),
    ]


def main(runtime_path: str, policy_path: str) -> None:
    runtime = ctypes.CDLL(runtime_path)
    runtime.pol_outcome_name.restype = ctypes.c_char_p
    runtime.pol_fact_named.restype = ctypes.c_uint32
    error = Error()

    def call(name: str, *arguments: object) -> None:
        if getattr(runtime, name)(*arguments, ctypes.byref(error)) != 0:
            raise RuntimeError(error.message.decode())

    policy, one, answer = ctypes.c_void_p(), ctypes.c_void_p(), Answer()
    call("pol_policy_load", policy_path.encode(), None, ctypes.byref(policy))
    try:
        call("pol_case_new", policy, ctypes.byref(one))
        day = (datetime.date(2025, 6, 1) - datetime.date(1970, 1, 1)).days
        call("pol_set_date", one, runtime.pol_fact_named(policy, b"request_date"), day, day)
        call("pol_set_number", one, runtime.pol_fact_named(policy, b"age_years"), ctypes.c_double(45))
        call("pol_decide", one, ctypes.byref(answer))
        print(runtime.pol_outcome_name(answer.outcome).decode())
    finally:
        runtime.pol_case_free(one)
        runtime.pol_policy_free(policy)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
