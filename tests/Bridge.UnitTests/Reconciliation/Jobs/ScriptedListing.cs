using System.Runtime.CompilerServices;
using Bridge.Subjects;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>A list whose pages a test wrote. Each takes two seconds.</summary>
internal sealed class ScriptedListing(FakeTimeProvider time, SubjectKind kind, params SubjectPage[] pages) : ISubjectListing
{
    public static readonly TimeSpan TimeOfAPage = TimeSpan.FromSeconds(2);

    public SubjectKind Kind => kind;

    /// <summary>The time from which on it was asked for.</summary>
    public DateTimeOffset? Since { get; private set; }

    public async IAsyncEnumerable<SubjectPage> ListAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Since = since;
        foreach (var page in pages)
        {
            await Task.Yield();
            time.Advance(TimeOfAPage);
            yield return page;
        }
    }
}
