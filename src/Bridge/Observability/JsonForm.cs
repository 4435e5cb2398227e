using System.Globalization;
using System.Text;

namespace Bridge.Observability;

/// <summary>
/// One JSON object per line, flat, with <c>ts</c>, <c>level</c> and <c>msg</c> as Loki and others detect them:
/// <c>{"ts":"…","level":"info","logger":"…","event":4000,"msg":"…","incident":"INC-123",…}</c>.
/// </summary>
internal sealed class JsonForm : LogForm
{
    public override void Write(in LogRecord entry, StringBuilder line)
    {
        line.Append(CultureInfo.InvariantCulture, $"{{\"ts\":\"{TimeOf(entry)}\",\"level\":\"{NameOf(entry.Level)}\"");
        Append(line, "logger", entry.Logger);
        line.Append(CultureInfo.InvariantCulture, $",\"event\":{entry.Event}");
        Append(line, "msg", entry.Message);
        foreach (var (name, value, isBare) in entry.Fields)
        {
            if (isBare)
            {
                line.Append(",\"").Append(name).Append("\":").Append(value);
            }
            else
            {
                Append(line, name, value);
            }
        }

        if (entry.Exception is { } exception)
        {
            Append(line, "error", exception.ToString());
        }

        line.Append("}\n");
    }

    private static void Append(StringBuilder line, string name, string value) =>
        line.Append(",\"").Append(name).Append("\":\"").Append(Escaped(value)).Append('"');
}
