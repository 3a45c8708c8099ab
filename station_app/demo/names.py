"""Names made by the rules of each people: surname, middle, given; nobody's in particular."""

from station_app.demo.chance import Chance, Table

KINH, TAY, THAI, KHMER, MUONG = "01", "02", "03", "05", "06"
NUNG, HMONG, DAO, EDE, GIAY = "07", "08", "09", "12", "25"

SURNAMES = {
    KINH: (
        "Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Phan "
        "Đoàn Đinh"
    ),
    TAY: "Nông Hoàng Lương Ma Lường Vi Bế Đàm Hà La Mạc Lục",
    THAI: "Lò Lò Lò Cầm Quàng Hà Vì Tòng Lường Điêu Bạc Cà Lèo Mè",
    KHMER: "Thạch Sơn Kim Danh Châu Lâm",
    MUONG: "Bùi Bùi Đinh Quách Hà Phạm Bạch Trương",
    NUNG: "Nông Lương Hoàng Lục Sầm Vi Chu Lý Mông",
    HMONG: "Giàng Giàng Vàng Vàng Sùng Vừ Thào Lý Hạng Mùa Cứ Lầu Má Sình Tráng Cư Lù Chang Hầu Thền",
    DAO: "Triệu Phàn Chảo Lý Tẩn Bàn Đặng Lò Vàng",
    EDE: "Niê Mlô Ayŭn Êban Kbuôr Byă Hwing",
    GIAY: "Vàng Lù Hoàng Lý Nông Phan Lục Sần Vùi",
}
_KINH_MEN = (
    "An Anh Bách Bảo Bình Cường Công Dũng Duy Đạt Đông Đức Giang Hà Hải Hiếu Hoàng Hùng Huy Khánh Khoa "
    "Kiên Lâm Long Mạnh Minh Nam Nghĩa Phong Phúc Phương Quân Quang Quyền Sơn Tài Tâm Thái Thắng Thành "
    "Thịnh Tiến Toàn Trung Tú Tuấn Tùng Việt Vinh Xuân"
)
_KINH_WOMEN = (
    "An Anh Ánh Bích Châu Chi Cúc Dung Duyên Đào Giang Hà Hạnh Hằng Hiền Hoa Hồng Huệ Huyền Hương Lan "
    "Liên Linh Loan Ly Mai My Nga Ngân Ngọc Nhung Nhi Oanh Phương Quyên Quỳnh Sen Tâm Thảo Thanh Thoa "
    "Thơm Thu Thủy Thúy Trang Trinh Tuyết Vân Vy Xuân Yến"
)
GIVEN_MEN = {
    KINH: _KINH_MEN,
    TAY: f"{_KINH_MEN} Pảo Slấn Thim",
    THAI: "Pản Ín Thắng Hặc Ơn Tưởng Chựa Phớ Inh Xuân Thoạn Pọm Ỏn Hương Sơn Dũng Hùng Tuấn Thành Bun Phanh",
    KHMER: "Sa Rây|Sô Phia|Sóc Kha|Văn Na|Thươl|Phước|Sa Mol",
    MUONG: _KINH_MEN,
    NUNG: f"{_KINH_MEN} Sình Phủ",
    HMONG: (
        "Páo Chu Dình Lử Sử Tủa Chống Vàng Sênh Phừ Hồng Khua Dơ Của Lềnh Nhà Sò Chinh Trừ Phứ Dế Chính "
        "Tính Ký Vảng Hù Pao Lùng Say Tả Chứ Dủa Thào Súa Nếnh Lâu"
    ),
    DAO: "Phẩu Chiêu Tả Nhàn Kiềm Phin Quẩy Siệu Sơn Nải Chòi Vảng Phú Chẳn Hin Tiến Vạn Dất Liều",
    EDE: "Thắng|Bhăm|Khoa|Blê|Sơn|Nguyên|Wăn|Khăm|Tuấn",
    GIAY: f"{_KINH_MEN} Sín Phủng Din",
}
GIVEN_WOMEN = {
    KINH: _KINH_WOMEN,
    TAY: f"{_KINH_WOMEN} Nhình Slim",
    THAI: "Ín Ánh Ban Hịa Xôm Pâng Lả Phóng Ọi Inh Muôn Hiên Thoan Ơn Chựa Xuân Hoa Phương Nga Dính Bánh Hỏa",
    KHMER: "Sa Rây|Sô Phia|Thị Na|Mỹ Linh|Sa Rương|Chanh Đa",
    MUONG: _KINH_WOMEN,
    NUNG: f"{_KINH_WOMEN} Mủi Nhọt",
    HMONG: (
        "Mỷ Dợ Súa Mai Chứ Xày Pàng Dung Sông Ghênh Chở Máy Vang La Sao Dí Lỳ Cở So Sua Dua Xúa Dủ Cá Bầu "
        "Pà Chá Sầu Dế Ký Mao Nhè Sê Vá"
    ),
    DAO: "Mẩy Mùi Nhậy Pham Lai Liều Nái Sính Phây Chiêu Pết Quẩy Ghển Khé Nảy Chài Loan",
    EDE: "Nga|Blă|Hằng|Mrao|Linh|Bliên|Yar|Wôn|Thủy",
    GIAY: f"{_KINH_WOMEN} Sỉn Mẩy",
}
MIDDLES_MEN = {HMONG: "A A A A Seo Seo Mí Văn", DAO: "Văn Láo Sành Tòn A Phù Chỉn Tả", KHMER: "- - Văn"}
MIDDLES_WOMEN = {HMONG: "Thị Thị Thị Thị Thị", DAO: "Mùi Tả U Mẩy Thị Thị Láo", KHMER: "Thị Thị -"}
_USUAL_MEN = "Văn Văn Văn Văn Đức Hữu Quang Minh Công Xuân Ngọc Thanh Duy Anh Gia Tiến"
_USUAL_WOMEN = "Thị Thị Thị Thị Thị Thị Ngọc Thu Minh Thanh Phương Bảo Khánh Thùy Diệu Hoài"

PEOPLES = Table(
    {KINH: 45, TAY: 15, HMONG: 12, THAI: 9, DAO: 9, MUONG: 4, NUNG: 3, GIAY: 2, EDE: 0.5, KHMER: 0.5}
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("|") if "|" in text else text.split())


_SURNAMES = {people: _words(text) for people, text in SURNAMES.items()}
_GIVEN = {
    "male": {p: _words(t) for p, t in GIVEN_MEN.items()},
    "female": {p: _words(t) for p, t in GIVEN_WOMEN.items()},
}
_MIDDLES = {
    "male": {p: _words(MIDDLES_MEN.get(p, _USUAL_MEN)) for p in SURNAMES},
    "female": {p: _words(MIDDLES_WOMEN.get(p, _USUAL_WOMEN)) for p in SURNAMES},
}


def surname(chance: Chance, people: str) -> str:
    return chance.pick(_SURNAMES[people])


def full_name(chance: Chance, people: str, sex: str, family: str) -> str:
    """Vừ A Páo, Lò Thị Ín, Chảo Láo Tả, H'Nga Niê, Nguyễn Thị Thu Hà."""
    given = chance.pick(_GIVEN[sex][people])
    if people == EDE:
        return f"H'{given} {family}" if sex == "female" else f"Y {given} {family}"
    middle = chance.pick(_MIDDLES[sex][people])
    if middle == "-":
        return f"{family} {given}"
    if sex == "female" and people == KINH and middle == "Thị" and chance.happens(0.35):
        second = chance.pick(_GIVEN[sex][people])
        middle = f"{middle} {second}" if second != given else middle
    return f"{family} {middle} {given}"
