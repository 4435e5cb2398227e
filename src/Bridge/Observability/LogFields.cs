using System.Collections;
using System.Globalization;
using System.Text;
using Bridge.Vocabulary;

namespace Bridge.Observability;

/// <summary>
/// Collects the values of one log entry: those of its sentence first, then those of its scopes from the outermost on. A name that comes again is
/// passed over, and so is the sentence's template. Not safe for several threads.
/// </summary>
internal sealed class LogFields(IncidentReferences references)
{
    /// <summary>Names of a line's own, see <see cref="JsonForm"/>.</summary>
    private static readonly string[] Taken = ["ts", "level", "logger", "event", "msg", "error", "incident"];

    private readonly List<LogField> _fields = [];

    /// <summary>Makes an entry of what was logged.</summary>
    /// <returns>An entry whose fields hold until the next call.</returns>
    public LogRecord Read<TState>(
        DateTimeOffset time, LogLevel level, string logger, EventId eventId, TState state, Exception? exception, string message, IExternalScopeProvider? scopes)
    {
        _fields.Clear();
        Add(state, ref message);
        scopes?.ForEachScope(
            static (scope, fields) =>
            {
                var none = "";
                fields.Add(scope, ref none);
            },
            this);
        return new LogRecord(time, level, logger, eventId.Id, message, exception, _fields);
    }

    private void Add(object? state, ref string message)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> values)
        {
            return;
        }

        foreach (var (name, value) in values)
        {
            if (name == "{OriginalFormat}")
            {
                continue;
            }

            if (value is SubjectId subject)
            {
                message = Name(subject, message);
                Add(new LogField($"{Labels.Of(subject.Kind)}_id", subject.Value, IsBare: false));
                continue;
            }

            Add(FieldOf(name, value));
        }
    }

    /// <summary>
    /// People know an incident by its reference, so the sentence has it before the id, and queries find it as <c>incident</c>. Done here, no line
    /// can forget it.
    /// </summary>
    private string Name(SubjectId subject, string message)
    {
        var id = subject.Value;
        if (subject.Kind != SubjectKind.Incident || references.Of(id) is not { Reference: var reference })
        {
            return message;
        }

        Add(new LogField("incident", reference, IsBare: false));
        var at = message.IndexOf(id, StringComparison.Ordinal);
        return at < 0 ? message : $"{message.AsSpan(0, at)}{reference} ({id}){message.AsSpan(at + id.Length)}";
    }

    private void Add(LogField field)
    {
        foreach (var other in _fields)
        {
            if (other.Name == field.Name)
            {
                return;
            }
        }

        _fields.Add(field);
    }

    private static LogField FieldOf(string name, object? value)
    {
        var (text, isBare) = value switch
        {
            null => ("null", true),
            string said => (said, false),
            true => ("true", true),
            false => ("false", true),
            double.NaN or double.PositiveInfinity or double.NegativeInfinity => (Invariant(value), false),
            float.NaN or float.PositiveInfinity or float.NegativeInfinity => (Invariant(value), false),
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => (Invariant(value), true),
            DateTimeOffset time => (time.ToString("O", CultureInfo.InvariantCulture), false),
            DateTime time => (time.ToString("O", CultureInfo.InvariantCulture), false),
            IEnumerable many => (string.Join(", ", many.Cast<object?>().Select(Invariant)), false),
            _ => (Invariant(value), false),
        };
        return new LogField(NameOf(name), text, isBare);
    }

    private static string Invariant(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    /// <summary><c>AnnotationId</c> becomes <c>annotation_id</c>, <c>HTTPStatus</c> <c>http_status</c>.</summary>
    private static string NameOf(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var isCapital = char.IsAsciiLetterUpper(name[i]);
            var beginsWord = isCapital && i > 0
                && (char.IsAsciiLetterLower(name[i - 1]) || char.IsAsciiDigit(name[i - 1])
                    || (char.IsAsciiLetterUpper(name[i - 1]) && i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));
            text.Append(beginsWord ? "_" : "").Append(char.IsAsciiLetterOrDigit(name[i]) ? char.ToLowerInvariant(name[i]) : '_');
        }

        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
        {
            text.Insert(0, '_');
        }

        var made = text.ToString();
        return Taken.Contains(made) ? made + "_" : made;
    }
}
