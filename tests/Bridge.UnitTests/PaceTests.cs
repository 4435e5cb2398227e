namespace Bridge.UnitTests;

/// <summary>The quick half of the tests is this project without what tries thousands of inputs. It is told by its kind, so that nobody has to measure.</summary>
public sealed class PaceTests
{
    public const string Pace = nameof(Pace);
    public const string Slow = nameof(Slow);

    [Fact]
    public void Properties_and_fuzz_are_slow_and_nothing_else_is()
    {
        var classes = typeof(PaceTests).Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute), inherit: false)))
            .ToList();

        Assert.Equal(
            classes.Where(type => type.Name.EndsWith("Properties", StringComparison.Ordinal) || type.Name == "FuzzTests").Select(type => type.Name).Order(),
            classes.Where(IsMarked).Select(type => type.Name).Order());
    }

    private static bool IsMarked(Type type) => type.GetCustomAttributesData().Any(attribute =>
        attribute.AttributeType == typeof(TraitAttribute) && attribute.ConstructorArguments.Select(argument => argument.Value).SequenceEqual([Pace, Slow]));
}
