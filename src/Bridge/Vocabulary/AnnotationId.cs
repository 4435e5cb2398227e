using System.Globalization;

namespace Bridge.Vocabulary;

/// <summary>
/// An annotation's number in Grafana: always positive. <c>DELETE /api/annotations/0</c> deletes every annotation of the organization,
/// and so does a number that cannot be read on old versions; this type is why no such request can be built.
/// </summary>
internal readonly record struct AnnotationId
{
    private readonly long _value;

    /// <exception cref="ArgumentOutOfRangeException">The number is 0 or negative.</exception>
    public AnnotationId(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        _value = value;
    }

    /// <exception cref="InvalidOperationException">The id was never set.</exception>
    public long Value => _value > 0 ? _value : throw new InvalidOperationException("The annotation's id was never set.");

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
