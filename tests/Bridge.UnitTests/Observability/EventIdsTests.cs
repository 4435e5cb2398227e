using System.Reflection;
using Bridge.Observability;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Observability;

public sealed class EventIdsTests
{
    private static readonly Dictionary<string, int> Constants = typeof(EventIds)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue()!);

    private static readonly List<(MethodInfo Method, LoggerMessageAttribute Event)> Events =
    [
        .. from type in typeof(EventIds).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           select (method, attribute),
    ];

    [Fact]
    public void No_two_events_share_a_number()
    {
        Assert.Distinct(Constants.Values);
    }

    [Fact]
    public void Every_event_is_logged_in_one_place_and_every_log_line_is_an_event()
    {
        Assert.NotEmpty(Events);
        Assert.Equal(Constants.Values.Order(), Events.Select(logged => logged.Event.EventId).Order());
    }

    [Fact]
    public void A_message_is_a_sentence()
    {
        // A problem that is handed on is a sentence itself, and so is a hint.
        Assert.All(Events, logged => Assert.Matches(@"(\.|\{Problem\}|\{Hint\})$", logged.Event.Message));
    }
}
