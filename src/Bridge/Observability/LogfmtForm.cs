using System.Globalization;
using System.Text;

namespace Bridge.Observability;

/// <summary>
/// <c>ts=… level=info logger=… event=4000 msg="…" incident=INC-123 …</c>: the same names as <see cref="JsonForm"/>. A value with anything in it
/// that ends a value or a line stands in quotes, escaped as in JSON.
/// </summary>
internal sealed class LogfmtForm : LogForm
{
    public override void Write(in LogRecord entry, StringBuilder line)
    {
        line.Append(CultureInfo.InvariantCulture, $"ts={TimeOf(entry)} level={NameOf(entry.Level)}");
        Append(line, "logger", entry.Logger);
        line.Append(CultureInfo.InvariantCulture, $" event={entry.Event}");
        Append(line, "msg", entry.Message);
        foreach (var (name, value, _) in entry.Fields)
        {
            Append(line, name, value);
        }

        if (entry.Exception is { } exception)
        {
            Append(line, "error", exception.ToString());
        }

        line.Append('\n');
    }

    private static void Append(StringBuilder line, string name, string value)
    {
        line.Append(' ').Append(name).Append('=');
        var escaped = Escaped(value);
        var isBare = value.Length > 0 && escaped == value && !value.AsSpan().ContainsAny(" =");
        line.Append(isBare ? value : $"\"{escaped}\"");
    }
}
