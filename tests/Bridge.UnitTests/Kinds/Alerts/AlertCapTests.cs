namespace Bridge.UnitTests.Kinds.Alerts;

public sealed class AlertCapTests : AlertsFixture
{
    public AlertCapTests() => Options = Options with { MaxPerDay = 2 };

    [Fact]
    public async Task As_many_as_the_setting_says_begin_on_one_day() =>
        Assert.Equal((true, true, false), (await AdmitsAsync(1), await AdmitsAsync(2), await AdmitsAsync(3)));

    [Fact]
    public async Task What_is_shown_goes_on_when_the_day_is_full()
    {
        Ledger.Begun[AnAlert.IdOf(1)] = AnAlert.At;
        Ledger.Begun[AnAlert.IdOf(2)] = AnAlert.At;
        Ledger.Begun[AnAlert.IdOf(3)] = AnAlert.At;

        Assert.Equal((true, false), (await AdmitsAsync(3), await AdmitsAsync(4)));
    }

    [Fact]
    public async Task Another_day_has_room_of_its_own()
    {
        Ledger.Begun[AnAlert.IdOf(1)] = AnAlert.At;
        Ledger.Begun[AnAlert.IdOf(2)] = AnAlert.At;

        Assert.Equal((true, true, false), (await AdmitsAsync(3, days: 1), await AdmitsAsync(4, days: 1), await AdmitsAsync(5, days: 1)));
    }

    [Fact]
    public async Task A_day_is_one_in_UTC_whatever_zone_the_time_is_in()
    {
        await Cap.AdmitsAsync(AnAlert.IdOf(1), new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.FromHours(2)), Cancellation);
        await Cap.AdmitsAsync(AnAlert.IdOf(2), new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.FromHours(2)), Cancellation);

        Assert.False(await AdmitsAsync(3));
    }

    [Fact]
    public async Task What_was_let_through_and_is_not_shown_after_a_while_counts_no_more()
    {
        await AdmitsAsync(1);
        await AdmitsAsync(2);
        Time.Advance(TimeSpan.FromMinutes(3));

        Assert.True(await AdmitsAsync(3));
    }

    [Fact]
    public async Task An_alert_that_is_refused_counts_once_however_often_it_is_read()
    {
        foreach (var number in (int[])[1, 2, 3, 3, 4])
        {
            await AdmitsAsync(number);
        }

        Assert.Equal("2", await OverCapAsync());
    }

    private Task<bool> AdmitsAsync(int number, int days = 0) => Cap.AdmitsAsync(AnAlert.IdOf(number), AnAlert.At.AddDays(days), Cancellation);
}
