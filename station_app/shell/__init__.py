"""The Qt frame: window, work off the GUI thread, and the kits from which every room's screens are made.

A room's screen is a `screen.Screen`, made by a factory given to `window.Window.register(pattern, factory)`:

    class DoseScreen(Screen):
        def __init__(self, frame, database):
            super().__init__(frame)
            self.form = Form("Lưu mũi tiêm")
            self.form.add(PartialDateField("given_on", "Ngày tiêm", frame.clock.today, exact=True))
            self.form.save_with(frame.work, lambda values: record_dose(database, ...), self.saved)
            self.form.left.connect(frame.back)
            self.add(self.form, 1)

        def opened(self, address):
            self.set_heading("Ghi mũi tiêm", "Giàng Thị Mỷ · 38 tuổi")
            self.form.focus_first()

        def saved(self, dose):
            self.notices.undoable("Đã lưu mũi tiêm.", lambda: self.take_back(dose))
            self.frame.back()

`widgets` are the small parts, `fields` and `forms` what is filled in, `tables` what is listed, `notices`
what is told, `work` and `jobs` what takes time, `preview` what is printed, `theme`, `style` and `icons`
how it all looks; `topbar`, `rail`, `heading`, `bottom`, `search` are the frame's own sides.
"""
