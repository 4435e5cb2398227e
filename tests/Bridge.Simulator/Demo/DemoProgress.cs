using System.Text.Json.Nodes;

namespace Bridge.Simulator.Demo;

/// <summary>How far the day is, for the page.</summary>
internal sealed class DemoProgress(IReadOnlyList<DemoStep> steps)
{
    private readonly Lock _lock = new();
    private readonly (string State, string Detail)[] _states = [.. steps.Select(_ => ("waiting", ""))];
    private DemoStep? _current;

    /// <summary>What time it is in the story; null before it begins.</summary>
    public DateTimeOffset? Now => Volatile.Read(ref _current)?.At;

    public void Begin(int index)
    {
        Volatile.Write(ref _current, steps[index]);
        Set(index, "running", "");
    }

    public void Pass(int index, string outcome) => Set(index, "passed", outcome);

    public void Fail(int index, string problem) => Set(index, "failed", problem);

    public JsonArray ToJson()
    {
        lock (_lock)
        {
            return [.. steps.Select((step, index) => new JsonObject
            {
                ["at"] = step.At.ToUnixTimeMilliseconds(),
                ["title"] = step.Title,
                ["state"] = _states[index].State,
                ["detail"] = _states[index].Detail,
            })];
        }
    }

    private void Set(int index, string state, string detail)
    {
        lock (_lock)
        {
            _states[index] = (state, detail);
        }
    }
}
