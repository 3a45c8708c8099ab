"""What people come to the station with, by age and by month of the year."""

# ruff: noqa: E501  a table is read by its rows

from typing import NamedTuple

from station_app.demo.chance import Table


class Ailment(NamedTuple):
    """A reason to come, its diagnosis and what is done."""

    icd10: str
    diagnosis: str
    reason: str
    symptoms: str
    treatment: str
    fever: bool
    weights: tuple[int, int, int, int]
    """How often in infants and small children, school children, adults, the old."""
    season: str = "even"


ALL_YEAR, COLD, HOT, RAINY = "even", "cold", "hot", "rainy"
_SEASONS = {
    ALL_YEAR: (1.0,) * 12,
    COLD: (1.7, 1.6, 1.3, 0.9, 0.7, 0.5, 0.5, 0.6, 0.8, 1.1, 1.4, 1.7),
    HOT: (0.5, 0.5, 0.7, 1.0, 1.5, 1.8, 1.7, 1.5, 1.1, 0.8, 0.6, 0.5),
    RAINY: (0.1, 0.1, 0.2, 0.4, 0.8, 1.3, 1.9, 2.3, 2.2, 1.6, 0.8, 0.2),
}

AILMENTS = (
    Ailment("J06.9", "Viêm đường hô hấp trên cấp", "Ho, sốt", "Ho, chảy mũi, họng đỏ", "Paracetamol, siro ho, uống nhiều nước", True, (34, 22, 13, 9), COLD),
    Ailment("J00", "Cảm lạnh", "Chảy mũi, hắt hơi", "Chảy mũi trong, không khó thở", "Nước muối sinh lý, nghỉ ngơi", False, (12, 10, 8, 5), COLD),
    Ailment("J02.9", "Viêm họng cấp", "Đau họng", "Họng đỏ, nuốt đau", "Paracetamol, súc họng nước muối", True, (8, 12, 10, 5), COLD),
    Ailment("J20.9", "Viêm phế quản cấp", "Ho có đờm", "Ho đờm, phổi có ran", "Amoxicilin 5 ngày, theo dõi nhịp thở", True, (10, 5, 6, 9), COLD),
    Ailment("J18.9", "Viêm phổi", "Sốt, thở nhanh", "Sốt, thở nhanh, ran ẩm", "Amoxicilin, hẹn khám lại sau 2 ngày", True, (4, 1, 1, 3), COLD),
    Ailment("J11.1", "Cúm", "Sốt, đau mỏi người", "Sốt cao, đau cơ, ho khan", "Paracetamol, oresol, nghỉ ngơi", True, (4, 7, 7, 4), COLD),
    Ailment("A09.0", "Tiêu chảy nhiễm trùng", "Đi ngoài lỏng", "Đi ngoài nhiều lần, không máu", "Oresol, kẽm, dặn dấu hiệu mất nước", False, (14, 6, 5, 4), HOT),
    Ailment("A09.9", "Viêm dạ dày – ruột chưa rõ nguyên nhân", "Nôn, đau bụng", "Nôn, đau quanh rốn", "Oresol, theo dõi", False, (4, 4, 4, 3), HOT),
    Ailment("A97.0", "Sốt xuất huyết Dengue không dấu hiệu cảnh báo", "Sốt cao liên tục", "Sốt ngày 3, đau đầu, không chảy máu", "Paracetamol, uống nhiều nước, hẹn khám hằng ngày", True, (1, 2, 2, 1), RAINY),
    Ailment("B08.4", "Tay chân miệng", "Nổi phỏng nước tay chân", "Phỏng nước lòng bàn tay, loét miệng", "Giảm đau, vệ sinh, cách ly", True, (4, 1, 0, 0), HOT),
    Ailment("B01.9", "Thủy đậu", "Nổi phỏng nước", "Ban phỏng nước nhiều lứa tuổi", "Chăm sóc da, hạ sốt", True, (2, 4, 1, 0), COLD),
    Ailment("H66.9", "Viêm tai giữa", "Đau tai", "Đau tai, màng nhĩ đỏ", "Amoxicilin 7 ngày", True, (3, 2, 1, 1), COLD),
    Ailment("H10.9", "Viêm kết mạc", "Đỏ mắt", "Mắt đỏ, ra dử", "Cloramphenicol nhỏ mắt", False, (3, 4, 3, 3), HOT),
    Ailment("B82.0", "Nhiễm giun sán đường ruột", "Đau bụng quanh rốn", "Đau bụng, biếng ăn", "Albendazol 400 mg liều duy nhất", False, (4, 7, 2, 1)),
    Ailment("L01.0", "Chốc", "Nổi mụn mủ", "Mụn mủ, vảy vàng", "Rửa sạch, bôi mupirocin", False, (3, 3, 1, 1), HOT),
    Ailment("B86", "Ghẻ", "Ngứa về đêm", "Sẩn ngứa kẽ tay", "Permethrin 5 %, điều trị cả nhà", False, (2, 4, 2, 1), COLD),
    Ailment("L50.9", "Mày đay", "Nổi mẩn ngứa", "Sẩn phù, ngứa", "Loratadin 10 mg", False, (2, 3, 4, 2)),
    Ailment("D50.9", "Thiếu máu thiếu sắt", "Mệt, da xanh", "Niêm mạc nhợt", "Sắt, acid folic 1 tháng", False, (2, 2, 3, 2)),
    Ailment("K02.9", "Sâu răng", "Đau răng", "Răng sâu, không sưng", "Giảm đau, hẹn nha khoa", False, (2, 9, 4, 2)),
    Ailment("K29.7", "Viêm dạ dày", "Đau thượng vị", "Đau thượng vị, ợ chua", "Omeprazol 20 mg 14 ngày", False, (0, 1, 11, 9)),
    Ailment("K21.9", "Trào ngược dạ dày – thực quản", "Ợ nóng", "Ợ nóng sau ăn", "Omeprazol, dặn ăn uống", False, (0, 0, 5, 4)),
    Ailment("M54.5", "Đau thắt lưng", "Đau lưng", "Đau thắt lưng, không lan", "Meloxicam 5 ngày, nghỉ ngơi", False, (0, 0, 13, 13)),
    Ailment("M17.9", "Thoái hóa khớp gối", "Đau khớp gối", "Đau gối khi đi lại", "Paracetamol, tập vận động", False, (0, 0, 3, 13)),
    Ailment("M10.9", "Gút", "Sưng đau ngón chân", "Khớp bàn ngón sưng nóng đỏ", "Colchicin, kiêng rượu", False, (0, 0, 3, 3)),
    Ailment("R51", "Đau đầu", "Đau đầu", "Đau đầu, không nôn", "Paracetamol, theo dõi huyết áp", False, (0, 2, 8, 7)),
    Ailment("R42", "Chóng mặt", "Chóng mặt", "Chóng mặt khi thay đổi tư thế", "Nghỉ ngơi, theo dõi huyết áp", False, (0, 0, 4, 8)),
    Ailment("N39.0", "Nhiễm trùng tiết niệu", "Tiểu buốt", "Tiểu buốt, tiểu rắt", "Ciprofloxacin 3 ngày", False, (0, 1, 5, 4)),
    Ailment("G47.0", "Mất ngủ", "Khó ngủ", "Khó vào giấc", "Tư vấn giấc ngủ", False, (0, 0, 3, 6)),
    Ailment("T14.1", "Vết thương hở", "Bị thương", "Vết thương bờ gọn, chảy máu ít", "Rửa, khâu, băng; tiêm phòng uốn ván", False, (3, 5, 6, 2)),
    Ailment("S93.4", "Bong gân cổ chân", "Ngã, đau cổ chân", "Cổ chân sưng, đi lại đau", "Băng ép, chườm lạnh", False, (0, 4, 4, 1)),
    Ailment("S61.0", "Vết thương ngón tay", "Đứt tay", "Vết cắt ngón tay", "Rửa, băng", False, (1, 3, 6, 2)),
    Ailment("T30.0", "Bỏng", "Bỏng nước sôi", "Bỏng độ I–II diện nhỏ", "Rửa nước mát, băng vô khuẩn", False, (2, 1, 1, 0)),
    Ailment("T63.4", "Côn trùng đốt", "Ong đốt", "Sưng đau tại chỗ", "Lấy ngòi, chườm lạnh, loratadin", False, (1, 2, 2, 1), HOT),
    Ailment("Z48.0", "Thay băng, cắt chỉ", "Thay băng", "Vết thương khô", "Thay băng", False, (1, 2, 3, 1)),
)  # fmt: skip

AGES_TO = (6, 16, 60, 200)

TABLES: tuple[tuple[Table[Ailment], ...], ...] = tuple(
    tuple(
        Table({ailment: ailment.weights[group] * _SEASONS[ailment.season][month] for ailment in AILMENTS})
        for month in range(12)
    )
    for group in range(len(AGES_TO))
)


def age_group(age: int) -> int:
    return next(group for group, end in enumerate(AGES_TO) if age < end)
