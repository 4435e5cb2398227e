namespace Bridge.Observability;

/// <summary>One entry of the log, before a <see cref="LogForm"/> makes a line of it.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Logger">The class that wrote it.</param>
/// <param name="Event">Its number in <see cref="EventIds"/>; 0 for entries of libraries.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Exception">What went wrong, if something did.</param>
/// <param name="Fields">The values of the sentence and of what it belongs to, each name once.</param>
internal readonly record struct LogRecord(
    DateTimeOffset Time,
    LogLevel Level,
    string Logger,
    int Event,
    string Message,
    Exception? Exception,
    IReadOnlyList<LogField> Fields);

/// <summary>One value of a log entry.</summary>
/// <param name="Name">Lower case, with underscores between words: as labels of metrics are written, and as every query language takes names.</param>
/// <param name="Value">The value as text. It may hold anything.</param>
/// <param name="IsBare">Whether it is a number or <c>true</c>, <c>false</c> or <c>null</c>, which JSON writes without quotes.</param>
internal readonly record struct LogField(string Name, string Value, bool IsBare);
