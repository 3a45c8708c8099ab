"""The password the program makes for a new account: to be read aloud once, and changed at once. Pure."""

from collections.abc import Callable, Sequence

_ANIMALS = "trâu bò ngựa dê lợn gà vịt ngan mèo chó thỏ nai hươu khỉ gấu voi hổ báo cáo sóc nhím rùa ếch cua"
_COLOURS = "xanh đỏ tím vàng nâu trắng đen hồng xám bạc biếc chàm tươi thắm nhạt sẫm non già dài ngắn to nhỏ"
_DOES = "ăn uống ngủ chạy nhảy bơi leo trèo hát cười nghe nhìn tìm mang đội gánh gặt trồng hái thổi kéo đẩy"
_THINGS = "ngô lúa khoai sắn mía chè mận đào lê bưởi ổi nhãn chuối dứa bầu bí cà ớt hành tỏi gừng riềng nghệ"


def first_password(pick: Callable[[Sequence[str]], str], number: int) -> str:
    """“trâu tím gánh mận 4821”: easy to say over a desk, and a first one only."""
    words = [pick(list_of.split()) for list_of in (_ANIMALS, _COLOURS, _DOES, _THINGS)]
    return f"{' '.join(words)} {number:04}"
