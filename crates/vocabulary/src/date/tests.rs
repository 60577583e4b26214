use super::DateError::*;
use super::*;
use proptest::prelude::*;

fn shown(s: &str) -> Result<String, DateError> {
    parse_date(s).map(|date| date.to_string())
}

fn shown_at(s: &str) -> Result<String, DateError> {
    parse_timestamp(s).map(|at| at.format("%Y-%m-%d %H:%M:%S%.f").to_string())
}

#[test]
fn dates() {
    for text in [
        "2022-03-05",
        "2022-3-5",
        "2022-03-5",
        "2022/3/5",
        "2022/03/05",
        "2022.03.05",
        "2022.3.5",
        "20220305",
        "20220305.0",
        "2022年3月5日",
        "2022年03月05日",
        "2022年3月5号",
        "2022年3月5",
        "2022 年 3 月 5 日",
        "2022年3月5日星期六",
        "２０２２－０３－０５",
        "２０２２年３月５日",
        " '2022-03-05 ",
        "2022 - 3 - 5",
        "2022-03-05 00:00:00",
        "2022-03-05T00:00:00",
        "2022-03-05T08:30:00.000+08:00",
        "2022/3/5 8:30",
        "20220305 08:30",
        "20220305083000",
        "44625",
        "44625.0",
        "44625.354",
    ] {
        assert_eq!(shown(text), Ok("2022-03-05".to_owned()), "{text:?}");
    }
}

#[test]
fn no_dates() {
    for (text, error) in [
        ("", Empty),
        ("　", Empty),
        ("无", Format),
        ("2022", Format),
        ("2022-03", Format),
        ("2022年3月", Format),
        ("202203", Format),
        ("22-3-5", Format),
        ("3/5/2022", Format),
        ("2022-3/5", Format),
        ("2022-003-05", Format),
        ("2022-03-005", Format),
        ("2022-三-05", Format),
        ("2022,03,05", Format),
        ("2022-03-", Format),
        ("220305", Format),
        ("44625元", Format),
        ("44625e3", OutOfRange),
        ("19999", OutOfRange),
        ("80001", OutOfRange),
        ("2022-02-29", NotReal),
        ("20220230", NotReal),
        ("2022-13-01", NotReal),
        ("2022-00-01", NotReal),
        ("2022年2月30日", NotReal),
        ("1849-12-31", OutOfRange),
        ("2201-01-01", OutOfRange),
        ("99990101", OutOfRange),
        ("2022-03-05元", Time),
        ("2022-03-05 25:00", Time),
        ("2022-03-05 08:60", Time),
        ("2022-03-05T", Time),
        ("2022-03-05 08:30Z", Time),
        ("2022-03-05 08:30+09:00", Time),
        ("2022年3月5日星期八", Time),
        ("20220305250000", Time),
    ] {
        assert_eq!(shown(text), Err(error), "{text:?}");
        assert_eq!(shown_at(text), Err(error), "{text:?}");
    }
}

#[test]
fn timestamps() {
    for (text, at) in [
        ("2022-03-05", "2022-03-05 00:00:00"),
        ("2022年3月5日", "2022-03-05 00:00:00"),
        ("2022-03-05 08:30", "2022-03-05 08:30:00"),
        ("2022-03-05  8:30:15", "2022-03-05 08:30:15"),
        ("2022-03-05T08:30:15.25", "2022-03-05 08:30:15.250"),
        ("2022/3/5 23:59:59", "2022-03-05 23:59:59"),
        ("２０２２／３／５　８：３０", "2022-03-05 08:30:00"),
        ("2022年3月5日8时30分", "2022-03-05 08:30:00"),
        ("2022年3月5日 8时30分15秒", "2022-03-05 08:30:15"),
        ("2022年3月5日星期六 08:30", "2022-03-05 08:30:00"),
        ("20220305T083015", "error"),
        ("20220305 08:30:15", "2022-03-05 08:30:15"),
        ("20220305083015", "2022-03-05 08:30:15"),
        ("202203050830", "2022-03-05 08:30:00"),
        ("44625.5", "2022-03-05 12:00:00"),
    ] {
        let expected = if at == "error" { Err(Time) } else { Ok(at.to_owned()) };
        assert_eq!(shown_at(text), expected, "{text:?}");
    }
}

#[test]
fn serials() {
    for (cell, at) in [
        (1.0, Ok("1900-01-01 00:00:00")),
        (59.0, Ok("1900-02-28 00:00:00")),
        (61.0, Ok("1900-03-01 00:00:00")),
        (44625.0, Ok("2022-03-05 00:00:00")),
        (44_625.354_166_666_664, Ok("2022-03-05 08:30:00")),
        (44_625.999_999_999_99, Ok("2022-03-06 00:00:00")),
        (109_938.0, Ok("2200-12-30 00:00:00")),
        (20_220_305.0, Ok("2022-03-05 00:00:00")),
        (20_220_305_083_015.0, Ok("2022-03-05 08:30:15")),
        (20_220_230.0, Err(NotReal)),
        (0.0, Err(NotReal)),
        (0.5, Err(NotReal)),
        (60.0, Err(NotReal)),
        (60.5, Err(NotReal)),
        (2022.0, Err(Format)),
        (-1.0, Err(OutOfRange)),
        (150_000.0, Err(OutOfRange)),
        (202_203.0, Err(OutOfRange)),
        (1e300, Err(OutOfRange)),
        (f64::NAN, Err(Format)),
    ] {
        let read = from_excel_serial_timestamp(cell).map(|at| at.to_string());
        assert_eq!(read, at.map(str::to_owned), "{cell}");
        assert_eq!(from_excel_serial(cell).map(|date| date.to_string()), at.map(|at| at[..10].to_owned()), "{cell}");
    }
}

prop_compose! {
    fn dates_in_range()(days in 0_i64..128_199) -> NaiveDate {
        NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).expect("a day") + Duration::days(days)
    }
}

proptest! {
    #[test]
    fn no_text_panics(s in "\\PC*|[0-9年月日时分:T/. -]{0,24}|[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[ T日]?[0-9:]{0,8}") {
        let _ = (parse_date(&s), parse_timestamp(&s));
    }

    #[test]
    fn no_cell_panics(bits in any::<u64>(), cell in -10.0..1e6_f64) {
        let _ = (from_excel_serial(f64::from_bits(bits)), from_excel_serial(cell));
    }

    #[test]
    fn every_form_is_the_same_day(date in dates_in_range()) {
        for form in ["%Y-%m-%d", "%Y-%-m-%-d", "%Y/%-m/%-d", "%Y.%m.%d", "%Y%m%d", "%Y年%-m月%-d日", "%Y-%m-%d 23:59:59", "%Y%m%d235959"] {
            let text = date.format(form).to_string();
            prop_assert_eq!(parse_date(&text), Ok(date), "{}", text);
        }
    }

    #[test]
    fn times_round_trip(date in dates_in_range(), seconds in 0_i64..86_400) {
        let at = date.and_time(NaiveTime::MIN) + Duration::seconds(seconds);
        for form in ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%-m/%-d %-H:%M:%S", "%Y%m%d%H%M%S", "%Y年%-m月%-d日%-H时%-M分%-S秒"] {
            let text = at.format(form).to_string();
            prop_assert_eq!(parse_timestamp(&text), Ok(at), "{}", text);
        }
    }

    #[test]
    #[expect(clippy::float_arithmetic, reason = "makes the serials that spreadsheets hold")]
    fn serials_round_trip(day in 61_i32..109_939, seconds in 0_i32..86_400) {
        prop_assume!(seconds > 0 || !(FIRST_YEAR..=LAST_YEAR).contains(&day));
        let serial = f64::from(day) + f64::from(seconds) / 86_400.0;
        let origin = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day").and_time(NaiveTime::MIN);
        let at = origin + Duration::days(day.into()) + Duration::seconds(seconds.into());
        prop_assert_eq!(from_excel_serial_timestamp(serial), Ok(at));
    }
}
