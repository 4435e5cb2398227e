namespace Bridge.Commands.Check;

/// <summary>What one check found.</summary>
/// <param name="Subject">What was looked at, such as <c>Grafana main</c>.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Message">What was found and, unless all is well, what to do. Never a secret.</param>
internal sealed record CheckResult(string Subject, CheckStatus Status, string Message)
{
    public static CheckResult Ok(string subject, string message) => new(subject, CheckStatus.Ok, message);

    public static CheckResult Warning(string subject, string message) => new(subject, CheckStatus.Warning, message);

    public static CheckResult Failed(string subject, string message) => new(subject, CheckStatus.Failed, message);
}

/// <summary>How something stands.</summary>
internal enum CheckStatus
{
    /// <summary>It works.</summary>
    Ok,

    /// <summary>The bridge runs, and does less than it could.</summary>
    Warning,

    /// <summary>The bridge cannot do its work.</summary>
    Failed,
}
