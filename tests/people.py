"""The cast, the same in every test.

张三 depositor · 李四 employer's clerk · 王五 teller · 赵六 reviewer · 孙八 accountant · 周九 chief accountant ·
吴十 auditor · 郑一 administrator · 钱七 an outsider who sees nothing.
"""
