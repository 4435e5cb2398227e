using System.Globalization;
using System.Text;

namespace Bridge.Observability;

/// <summary>For journald: <c>&lt;6&gt;Bridge.Listeners[1000] …</c>, with syslog's number of the level in front and no time, which the journal has.</summary>
internal sealed class SystemdForm : LogForm
{
    public override void Write(in LogRecord entry, StringBuilder line)
    {
        var number = entry.Level switch
        {
            LogLevel.Trace or LogLevel.Debug => 7,
            LogLevel.Information => 6,
            LogLevel.Warning => 4,
            LogLevel.Error => 3,
            _ => 2,
        };
        line.Append(CultureInfo.InvariantCulture, $"<{number}>");
        TextForm.AppendSentence(line, entry);
    }
}
