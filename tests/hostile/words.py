"""Names that are something else to HTML, SQL, a path, a formula, a format, a terminal or a PDF."""

WORDS = (
    '<img src="file:///etc/passwd"><b>Giàng</b> Thị Mỷ',
    "Giàng &lt;b&gt; &amp; <br/>",
    "<para><font color='red' size='99'>Vàng</font></para>",
    '<a href="file:///etc/passwd">Lò</a>',
    "'); DROP TABLE person; --",
    '" OR "1"="1',
    "%' OR 1=1 UNION SELECT key FROM station --",
    "NEAR(a b) OR full_name:*",
    "=cmd|'/C calc'!A0",
    "@SUM(1+9)*cmd",
    "../../../../etc/passwd",
    "..\\..\\AUX.pdf",
    "%s%n%x {0.__class__.__mro__} ${jndi:ldap://x}",
    "Giàng\u202eẢT\u202c Mỷ",
    "\x1b[31mĐỏ\x1b[0m",
    "Zero\u200bwidth\u2060",
)
