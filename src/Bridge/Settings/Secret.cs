namespace Bridge.Settings;

/// <summary>A credential. Only <see cref="Reveal"/> gives it away, so that a log line or an exception that formats it cannot.</summary>
internal sealed class Secret(string value) : IEquatable<Secret>
{
    public string Reveal() => value;

    public override string ToString() => "[secret]";

    public bool Equals(Secret? other) => other is not null && string.Equals(value, other.Reveal(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);
}
