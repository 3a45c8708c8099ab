"""What the stick's three steps say to the nurse."""

from station_app.common.days import shown_instant
from station_app.exchange.service.carrying import Carried, Found, Stick

STEPS = ("Chọn USB", "Xem trước", "Xong")
UNPLUG = "Rút USB an toàn: bấm biểu tượng USB ở góc màn hình, chọn “Tháo”, đợi máy báo rồi mới rút."
SEALED = "Tệp được niêm phong: chỉ kho tỉnh mở được. Mất USB cũng không lộ hồ sơ."


def step(number: int) -> str:
    """1. Chọn USB  ›  2. Xem trước  ›  3. Xong, the present one marked."""
    named = [f"{at}. {name}" for at, name in enumerate(STEPS, 1)]
    named[number - 1] = f"● {named[number - 1]}"
    return "   ›   ".join(named)


def to_write(stick: Stick) -> str:
    waiting = stick.waiting
    if not waiting.transactions:
        return "Không có thay đổi nào chưa gửi. Máy vẫn ghi một tệp nhỏ để xin tin mới của các máy khác."
    newest = f", mới nhất lúc {shown_instant(waiting.newest)}" if waiting.newest else ""
    return f"{waiting.transactions} thay đổi kho tỉnh chưa nhận{newest}."


def to_read(stick: Stick) -> str:
    if not stick.letters:
        return "Chưa có tệp trả lời của kho tỉnh trên USB này."
    news = sum(letter.news for letter in stick.readable)
    newest = max((letter.at for letter in stick.readable), default="")
    day = f", kho ghi lúc {shown_instant(newest)}" if newest else ""
    return f"{len(stick.readable)} tệp kho tỉnh trả lời, {news} thay đổi của các máy khác{day}."


def problem(letter: Found) -> str:
    return f"{letter.path.name}: {letter.problem}"


def done(carried: Carried) -> str:
    words = []
    if carried.read:
        words.append(
            f"Đã đọc {carried.read} tệp: nhận {carried.received} thay đổi của máy khác,"
            f" kho xác nhận thêm {carried.acknowledged} thay đổi của máy này."
        )
    words.append(
        f"Đã ghi {carried.exported.transactions} thay đổi vào {len(carried.exported.files)} tệp trên USB."
    )
    if carried.match is not None:
        words.append(
            "Dấu kiểm khớp." if carried.match else "Dấu kiểm chưa khớp, máy sẽ đối chiếu khi có mạng."
        )
    return " ".join(words)


def next_step(carried: Carried) -> str:
    if carried.exported.left:
        return (
            f"USB đã đầy, còn {carried.exported.left} thay đổi. Rút USB này, cắm USB khác rồi bấm “Ghi tiếp”."
        )
    return (
        "Đưa USB cho kho tỉnh. Kho sẽ ghi tệp trả lời vào chính USB đó; mang về, cắm vào máy này và mở lại"
        " trang này. Đến lúc đó các thay đổi vẫn tính là chưa gửi."
    )
