using System.Globalization;
using Bridge.Annotations.Templates;
using Bridge.Kinds.Escalations;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>Every way through an escalation's life, and what of it is drawn.</summary>
public sealed class EscalationLifeTests
{
    /// <summary>Status; events; what is drawn until somebody acknowledged; what is drawn until all is over. <c>pending</c> is not shown.</summary>
    public static readonly TheoryData<string, string, string, string> Lives = new()
    {
        // Nobody was paged.
        { "pending", "", "pending", "pending" },
        { "pending", "09:59 entered_grace_period", "pending", "pending" },
        { "delayed", "", "pending", "pending" },
        { "cancelled", "09:59 entered_grace_period, 10:05 cancelled", "pending", "pending" },
        { "resolved", "10:05 resolved", "pending", "pending" },
        { "cancelled", "", "pending", "pending" },

        // Once round.
        { "triggered", "10:00 triggered", "open 10:00", "open 10:00" },
        { "triggered", "10:00 triggered, 10:00 notified_users, 10:02 notified_channels", "open 10:00", "open 10:00" },
        { "acked", "10:00 triggered, 10:04 acked", "acked 10:00-10:04 4 min", "acked 10:00 4 min" },
        { "resolved", "10:00 triggered, 10:04 acked, 11:00 resolved", "done 10:00-10:04 4 min", "done 10:00-11:00 4 min" },
        { "cancelled", "10:00 triggered, 10:04 acked, 11:00 cancelled", "done 10:00-10:04 4 min", "done 10:00-11:00 4 min" },

        // Nobody acknowledged.
        { "expired", "10:00 triggered, 10:30 expired", "expired 10:00-10:30", "expired 10:00-10:30" },
        { "cancelled", "10:00 triggered, 10:10 cancelled", "done 10:00-10:10", "done 10:00-10:10" },
        { "resolved", "10:00 triggered, 10:10 resolved", "done 10:00-10:10", "done 10:00-10:10" },
        { "resolved", "10:00 triggered, 10:30 expired, 11:00 resolved", "done 10:00-10:30", "done 10:00-11:00" },

        // Acknowledged after the path had ended.
        { "acked", "10:00 triggered, 10:30 expired, 10:40 acked", "acked 10:00-10:40 40 min", "acked 10:00 40 min" },

        // Paged again: the first time counts.
        { "pending_repeat", "10:00 triggered, 10:04 acked", "acked 10:00-10:04 4 min", "acked 10:00 4 min" },
        { "triggered", "10:00 triggered, 10:04 acked, 11:00 triggered", "open 10:00-10:04 4 min", "open 10:00 4 min" },
        { "acked", "10:00 triggered, 10:04 acked, 11:00 triggered, 11:09 acked", "acked 10:00-10:04 4 min", "acked 10:00 4 min" },
        { "cancelled", "10:00 triggered, 10:04 acked, 11:00 triggered, 11:05 cancelled", "done 10:00-10:04 4 min", "done 10:00-11:05 4 min" },
        { "expired", "10:00 triggered, 10:04 acked, 11:00 triggered, 11:30 expired", "expired 10:00-10:04 4 min", "expired 10:00-11:30 4 min" },
        { "snoozed", "10:00 triggered", "open 10:00", "open 10:00" },
        { "snoozed", "10:00 triggered, 10:04 acked", "acked 10:00-10:04 4 min", "acked 10:00 4 min" },
        { "delayed", "10:00 triggered", "open 10:00", "open 10:00" },
        { "pending", "10:00 triggered", "open 10:00", "open 10:00" },

        // It had ended, and went on.
        { "triggered", "10:00 triggered, 10:30 expired, 11:00 triggered", "open 10:00", "open 10:00" },
        { "resolved", "10:00 triggered, 10:30 expired, 11:00 triggered, 11:20 resolved", "done 10:00-11:20", "done 10:00-11:20" },

        // Events are missing, in another order, or of kinds that this version does not know.
        { "acked", "10:04 acked, 10:00 triggered", "acked 10:00-10:04 4 min", "acked 10:00 4 min" },
        { "triggered", "", "open 09:59", "open 09:59" },
        { "acked", "", "acked 09:59-12:59 3 h", "acked 09:59 3 h" },
        { "acked", "10:04 acked", "acked 09:59-10:04 5 min", "acked 09:59 5 min" },
        { "snoozed", "", "open 09:59", "open 09:59" },
        { "pending_repeat", "", "open 09:59", "open 09:59" },
        { "expired", "", "expired 09:59-12:59", "expired 09:59-12:59" },
        { "resolved", "10:30 expired, 11:00 resolved", "done 09:59-10:30", "done 09:59-11:00" },
        { "resolved", "10:00 triggered", "done 10:00-12:59", "done 10:00-12:59" },
        { "cancelled", "10:00 triggered, 10:02 acked", "done 10:00-10:02 2 min", "done 10:00-12:59 2 min" },
        { "juggled", "", "pending", "pending" },
        { "juggled", "10:00 triggered, 10:03 juggled", "open 10:00", "open 10:00" },
        { "juggled", "10:00 triggered, 10:04 acked", "acked 10:00-10:04 4 min", "acked 10:00 4 min" },
        { "", "10:00 triggered", "open 10:00", "open 10:00" },

        // The clocks of two machines.
        { "acked", "10:00 triggered, 09:58 acked", "acked 10:00-09:58 0 s", "acked 10:00 0 s" },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public void What_is_drawn(string status, string events, string untilAcknowledged, string untilDone)
    {
        var (escalation, faults) = AnEscalation.Read(AnEscalation.Json(status, events.Split(", ", StringSplitOptions.RemoveEmptyEntries)));

        Assert.Empty(faults);
        Assert.Equal(untilAcknowledged, Words(EscalationLife.Of(escalation!, EscalationUntil.Acknowledged)));
        Assert.Equal(untilDone, Words(EscalationLife.Of(escalation!, EscalationUntil.Done)));
    }

    [Theory]
    [InlineData("resolved", true)]
    [InlineData("cancelled", true)]
    [InlineData("expired", true)]
    [InlineData("canceled", false)]
    [InlineData("acked", false)]
    [InlineData("triggered", false)]
    [InlineData("pending_repeat", false)]
    public void Three_statuses_are_for_good(string status, bool isFinal)
    {
        var escalation = AnEscalation.Read(AnEscalation.Json(status, "10:00 triggered")).Escalation!;

        Assert.Equal(isFinal, EscalationLife.Of(escalation, EscalationUntil.Done).IsFinal);
        Assert.Equal(isFinal, EscalationLife.Of(escalation, EscalationUntil.Done).End is not null);
    }

    private static string Words(EscalationLife life) => life.State == EscalationLife.Pending ? life.State : string.Join(
        ' ',
        ((string?[])[life.State, life.End is { } end ? $"{Clock(life.Start)}-{Clock(end)}" : Clock(life.Start), life.Unanswered is { } unanswered ? TemplateTime.Duration(unanswered) : null])
            .OfType<string>());

    private static string Clock(DateTimeOffset time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
