using System.Globalization;
using Spectre.Console;

namespace Bridge.Commands.Output;

/// <summary>How far long work has come. May be used by several workers at once.</summary>
internal interface IProgressMeter
{
    /// <summary>There is more to do than was known.</summary>
    void Expect(long more);

    /// <summary>One is done.</summary>
    void Step();
}

/// <summary>A line now and then, for logs and pipes.</summary>
internal sealed class PlainMeter(TextWriter output, string what) : IProgressMeter
{
    private const long Every = 100;

    private readonly Lock _lock = new();
    private long _expected;
    private long _done;

    public void Expect(long more)
    {
        lock (_lock)
        {
            _expected += more;
        }
    }

    public void Step()
    {
        lock (_lock)
        {
            if (++_done % Every == 0)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_done} of {Math.Max(_done, _expected)} {what}"));
            }
        }
    }
}

/// <summary>A bar that moves.</summary>
internal sealed class TerminalMeter(ProgressTask task, string what) : IProgressMeter
{
    private readonly Lock _lock = new();
    private long _expected;
    private long _done;

    public void Expect(long more)
    {
        lock (_lock)
        {
            _expected += more;
            Show();
        }
    }

    public void Step()
    {
        lock (_lock)
        {
            _done++;
            Show();
        }
    }

    private void Show()
    {
        task.MaxValue = Math.Max(_done, _expected);
        task.Value = _done;
        task.Description = string.Create(CultureInfo.InvariantCulture, $"{_done} of {Math.Max(_done, _expected)} {what}");
    }
}
