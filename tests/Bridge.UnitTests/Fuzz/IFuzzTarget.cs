namespace Bridge.UnitTests.Fuzz;

/// <summary>Something that takes hostile input.</summary>
internal interface IFuzzTarget
{
    /// <summary>Makes one input from the source of chance, feeds it, and asserts what must hold. Any other exception is a bug too.</summary>
    /// <returns>What the input led to, so that a run can show that it got past the first check.</returns>
    string Feed(Random random);
}
