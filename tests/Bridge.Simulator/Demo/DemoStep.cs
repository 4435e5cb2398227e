namespace Bridge.Simulator.Demo;

/// <summary>One scene of the day.</summary>
/// <param name="At">When it happens in the story.</param>
/// <param name="Title">What happens, in plain words.</param>
/// <param name="Act">Makes it happen, and checks what Grafana shows then.</param>
internal sealed record DemoStep(DateTimeOffset At, string Title, Func<DemoScene, Task> Act);

/// <summary>A scene did not end as it should.</summary>
internal sealed class DemoFailureException(string expected, string got) : Exception($"expected {expected}, got {got}")
{
    public string Expected { get; } = expected;

    public string Got { get; } = got;
}
